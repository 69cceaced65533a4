// Package journal stores the images of the reference server in a file, so that
// acknowledged changes survive a crash of the server or its machine.
//
// The file is an append-only list of changes. A change is written and synced before
// it is acknowledged, and before any request can see it. A start replays the list. A
// crash may leave an incomplete last record; its change was never acknowledged, and
// the start drops it. A damaged record before others is an error.
//
// [OpenFile] opens and locks a file, [Open] reads its entries, and [NewStore]
// replays them into the store of a server and writes its changes:
//
//	file, err := journal.OpenFile("images.journal")
//	...
//	log, entries, err := journal.Open(file)
//	...
//	server := reference.New(config, func(p *reference.Parts) {
//		p.Store, err = journal.NewStore(p.Store, log, entries)
//	})
//
// The first line of the file is "tagcheck journal 1". Each other line is a record:
// the CRC-32C of the entry in 8 hexadecimal digits, a space, and the [Entry] in
// JSON.
package journal
