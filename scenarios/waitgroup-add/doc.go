// Package waitgroupadd is about goroutines that add themselves to the WaitGroup
// that waits for them.
//
// Wait returns when the counter is zero. It is zero until the first goroutine
// has run, so Wait may return before anything has been done.
//
// WRONG: to sleep before Wait, until all goroutines have surely begun.
//
// RIGHT: Add before the go statement, or WaitGroup.Go (Go 1.25), which does that.
//
// Class: order violation. go vet's waitgroup finds the direct form only, with
// Add as the first statement of a function literal.
//
// # Anchors
//
//   - Uber, "A Study of Real-World Data Races in Golang", PLDI 2022, listing 10
//   - 100 Go Mistakes, #71
//   - golang/go#39013, sercand/kuberesolver#64
package waitgroupadd
