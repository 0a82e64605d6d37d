// Package parallelsubtests is about subtests that call t.Parallel and use what
// their parent has prepared.
//
// t.Run returns when a subtest calls t.Parallel, not when it is done. The rest of
// it runs when the function of the parent has returned, and then what the parent
// has deferred has been done: the database is closed, the directory removed.
//
// WRONG: defer in the parent; one fixture that all cases change.
//
// RIGHT: t.Cleanup, which runs when the subtests are done; a fixture for each case.
//
// Class: order violation, data race, in tests.
//
// # Anchors
//
//   - Uber, "A Study of Real-World Data Races in Golang", PLDI 2022, observation 9
//   - golang/go#31651, moby/moby#45957
//   - "Log in goroutine after test has completed"
package parallelsubtests
