// Package racekit tests concurrent code under many schedules, from ordinary
// tests.
//
// A schedule is the order in which goroutines take their steps; an execution is
// one run of a test under one schedule. Steps meet at scheduling points: before
// each operation of one goroutine that others could notice. A strategy chooses
// the goroutine that goes on at each point. What goes wrong in an execution is a
// finding: a data race, a deadlock, a goroutine leak, a panic, a fatal error, a
// livelock, or a failure that the test itself reports.
//
// The same test source runs in three places. In racekit test each execution
// runs the whole test. In go test with the controlled toolchain (see racekit
// env) the verbs of this package explore by themselves, in processes of the same
// test binary: what ends a process is the finding of one execution then, and the
// race detector's reports are told apart. In go test with an ordinary toolchain they repeat bodies under
// random perturbation: that finds less, and what it finds it cannot repeat
// exactly.
//
// The flags -racekit.schedules, -racekit.budget, -racekit.seed,
// -racekit.strategy, -racekit.model and -racekit.leaks, and the variables
// RACEKIT_SCHEDULES and so on, count more than the options in the code.
package racekit
