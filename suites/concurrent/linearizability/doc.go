// Package linearizability decides whether a recorded history of tag operations is
// linearizable: whether some order of the operations, each at one moment between its
// call and its return, explains every response (Herlihy and Wing, Linearizability,
// 1990).
//
// A history is a list of [Op]. An operation that returned before another was called
// comes before it. Operations that overlap, bounds included, may come in any order. An
// operation of [Unknown] outcome may take effect at any time after its call, or never.
//
// [CheckByTag] checks every tag separately. It handles long histories of many clients.
// [CheckByImage] checks all tags of an image together. It also finds torn reads and
// violations of the quota, and is for short histories of few clients. Both return a
// [Partition] with a [Verdict] for each tag or image. For an illegal one,
// [Partition.FindWitness] returns a [Witness]: a short history that proves it, with an
// explanation in words, a table, and a diagram.
package linearizability
