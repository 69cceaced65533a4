// Package journal keeps the images of the reference server in a file, so that
// what was acknowledged survives a crash of the server or of its machine.
//
// The file is a list of changes, and only ever grows. A change is acknowledged
// after it was written and synced, and nobody sees it before. A start replays
// the list; what a crash cut off at its end was never acknowledged, and is
// dropped.
package journal
