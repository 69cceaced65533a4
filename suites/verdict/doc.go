// Package verdict turns the outcomes of checks into one verdict for each requirement, and into the
// conclusion of a run.
//
// [Judge] takes the checks of a run and a [Profile], which may change levels and waive expected
// failures. [Conclude] takes the resulting requirements and a [Gate], which says what does not fail a
// run. The zero values are the strict ones: no waiver, and neither a warning nor an unverified
// requirement is accepted.
//
// [LoadProfile] reads a profile by name or from a YAML file, [LoadWaivers] a list of waivers:
//
//   - requirement: add.body.ignored
//     owner: images team
//     reason: the gateway refuses every body
//     link: https://tracker.example/1234
//     expires: 2027-06-30
//     checks: [bytes without Content-Type] # texts from the titles of the expected failures; none for all
package verdict
