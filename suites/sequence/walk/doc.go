// Package walk handles walks: sequences of requests to images whose effects a model predicts. It
// generates them, runs them, shortens those that fail, and saves them in files.
//
// A [Pool] generates random walks of [Op], with [Pool.Generate] for changes of tags and [Pool.Fuzz] for
// unusual requests. Both are functions of a seed. [Windows] returns a walk without randomness.
//
// [Run] runs a walk against a [Target], compares every response with a [Model], and returns the first
// [Violation]. [Investigate] repeats a walk that failed: if it fails each time, a [Shrinker] reduces it to
// a short one, and if not, it is flaky and reported with its rate. A [File] holds a walk for [Replay].
package walk
