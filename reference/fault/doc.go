// Package fault contains servers with a known verdict, to test a judge of tag
// servers with. A fault is the reference server with one deliberate mistake: a
// judge must report it. A variant differs from the reference server but is
// correct: a judge must accept it.
//
// [Faults] and [Variants] list them, [Find] looks one up by name. Each is a
// [Server]; its method [Server.New] starts from an empty state:
//
//	server, found := fault.Find("add-says-200")
//	if !found {
//		return errors.New("unknown fault")
//	}
//	http.ListenAndServe("127.0.0.1:9292", server.New())
//
// [Server.NewFromDisk] stores the images in a journal as well, so that the
// server can be killed and started again (package machine does both).
// [Server.Declares] is what the operator of such a server tells the judge.
//
// # Where a fault is defined
//
// Faults are grouped by the area of the requirement that must report them, the
// first word of its ID: faults of add.* are in the files add*.go, faults of
// wire.* in wire*.go, and so on. Faults with the body of a request exist for both
// operations and are in requestbody.go. Variants are in the files variants*.go.
//
// A mistake is made of a few building blocks. Each replaces one part of the
// reference server:
//
//   - exchange.go and response.go: answer a request, or change its response
//   - conditions.go: select the requests that a mistake applies to
//   - tagchanges.go: read another tag than the one that was sent
//   - storehooks.go: change what the store does
//   - connectionhooks.go: change bytes on the connection
//   - persistence.go: change what the journal stores and what a restart reads
//
// A mistake has no global state. What it remembers is created with each server
// (serverstate.go).
package fault
