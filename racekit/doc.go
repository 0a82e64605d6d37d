// Package racekit tests concurrent code under many schedules, from ordinary
// tests.
//
//	func TestWithdraw(t *testing.T) {
//		racekit.Test(t, func(t *testing.T) {
//			a := NewAccount(100)
//			var wg sync.WaitGroup
//			wg.Go(func() { a.Withdraw(10) })
//			wg.Go(func() { a.Withdraw(10) })
//			wg.Wait()
//			if got := a.Balance(); got != 80 {
//				t.Errorf("balance = %d, want 80", got)
//			}
//		})
//	}
//
// # Terms
//
// An execution is one run of a body. A step of it is one operation that other
// goroutines could notice, such as a lock, a send, or an access to shared
// memory; before each step is a scheduling point, where another goroutine may be
// chosen. A schedule says which goroutine runs at each step. A strategy chooses
// it. To explore a body is to run it under many schedules.
//
// A finding is what goes wrong in an execution: a data race, a deadlock (nothing
// can run), a goroutine leak (a goroutine is left that can never run again), a
// livelock (goroutines run and get nowhere), a panic, a fatal error, an exit, or
// a failure that the test reports itself, by t.Error or t.Fatal.
//
// The controlled toolchain is a copy of Go in which a test chooses its schedules;
// the command racekit makes it. An ordinary toolchain is any other.
//
// # Verbs
//
// Test runs one body. Compare runs one property over several implementations.
// Outcomes counts the results of a body. Fuzz has Go's fuzzer choose the input
// and the schedules together. Package linearizable tests a type against a
// sequential specification, and package property draws with rapid what the body
// does.
//
// In a body, Sometimes says what must be true in at least one execution, Note
// puts values into the report, and Point is one more scheduling point.
//
// # Three places
//
// The same source runs in three places. In racekit test, each execution runs the
// whole test, with the body of Test in it; a test with other verbs runs once, as
// in the next place, and its findings are recorded. In go test with the
// controlled toolchain (see racekit env), the verbs explore by themselves, in
// other processes of the test binary, so that an execution may end its process.
// In go test with an ordinary toolchain, bodies are repeated with random delays.
// That finds less, and what it finds it cannot repeat exactly.
//
// # Settings
//
// The flags -racekit.schedules, -racekit.budget, -racekit.seed,
// -racekit.strategy, -racekit.model, -racekit.time and -racekit.leaks take
// precedence over the variables RACEKIT_SCHEDULES and so on, and both take
// precedence over the options in the code. racekit test hands its own flags to
// the tests that it starts by these variables. The deadline of the test
// (-timeout) bounds all. Fuzz ignores the seed: the fuzzer makes the schedules.
//
// # What is not controlled
//
// A body must do the same each time that it runs under the same schedule. These
// are not part of the schedule:
//
//   - Files, sockets, child processes, signals and cgo take their own time.
//   - Addresses, the garbage collector, and what sync.Pool returns.
//   - The inside of fmt, log, os, reflect and testing: an operation of theirs is
//     one step.
//   - Weak memory. A program without data races cannot see it, and those with
//     data races are reported.
//
// Time is controlled: in a body the clock moves when all goroutines wait, as in package
// testing/synctest. A finding that does not repeat is reported as such.
//
// A body must not call t.Parallel, and must not call a verb that explores. A test
// may have several calls, also in subtests. What a body captures must not be
// random: draw it in the body, or with package property. On systems other than
// linux/amd64 plain memory accesses are not scheduling points.
//
// # What is stable
//
// The names and meanings of this package, of linearizable and of property, the
// flags and the variables, and the records below testdata/racekit are stable
// from the first tagged release; until then docs/api-changes.md lists changes.
// Texts of reports and logs are for people and may change. So may the schedules
// that a seed makes, and how many are needed for a finding, with each release of
// racekit and of Go. Package racekit imports nothing but the standard library,
// goleak and its own internal packages.
package racekit
