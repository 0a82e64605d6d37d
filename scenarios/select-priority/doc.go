// Package selectpriority is about select when two cases are ready: it takes one
// at random, whatever their order in the source.
//
// A worker that selects on stop and on jobs may take a job that was submitted
// long after stop. A caller that selects on its result and on ctx.Done may throw
// away a result that was there first.
//
// WRONG: to look at stop before the select. It may be closed right after, and
// the select then chooses as before.
//
// RIGHT: to look again after the choice: having received a job, look at stop;
// having seen Done, look at the result.
//
// Class: order violation without a data race.
//
// # Anchors
//
//   - 100 Go Mistakes, #64, and teivah/100-go-mistakes#105
//   - bufbuild/buf#913, e2b-dev/infra#3241, grpc/grpc-go#1857
//   - golang/go#52637, #80090
package selectpriority
