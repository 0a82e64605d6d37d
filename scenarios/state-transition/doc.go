// Package statetransition is about a service that is started once and stopped
// once, whoever asks and however often: Start on the first request, Close from a
// defer and from a signal handler.
//
// Each transition checks the state and then changes it. Two goroutines that
// check before either changes both take the transition: two background loops
// run, a channel is closed twice.
//
// WRONG: an atomic state that is loaded, compared and stored, or one atomic flag
// for each state.
//
// RIGHT: to check and change in one step: CompareAndSwap, a critical section, or
// sync.Once, which has no way back and so cannot express a restart.
//
// Class: atomicity violation of a single variable.
//
// # Anchors
//
//   - start and stop bugs of etcd and Kubernetes in the GoBench collection
//   - moby/moby#24007, a channel closed twice
package statetransition
