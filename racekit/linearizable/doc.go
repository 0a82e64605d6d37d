// Package linearizable tests a concurrent type against itself.
//
// A type is linearizable if each of its calls seems to happen at one moment
// between its begin and its end: the results of concurrent calls are those of
// some sequential order of them, in which a call that returned before another
// one began comes first. Such an order is a linearization.
//
// Test draws short programs of calls to the exported methods of a type: a few
// calls, then two or three goroutines with up to four calls each, then a few
// calls. It runs each program under many schedules, with package racekit, and
// looks for a linearization of each run. What sequential calls return is
// given by a model: a sequential specification, which is the type itself unless
// Model names another one. A program that fails is made smaller, then its
// schedule.
//
// # What is compared
//
// A panic is a result like any other. A call that never returns is right where
// it would wait in a sequential run. Pointers are compared by whether they are
// the same, errors by their text, functions by whether they are nil. Elements
// that an iterator or a callback gets have no order if those of equal sequential
// runs have none. Observe changes what is compared.
//
// Methods that visit elements one by one rarely see all of them at one moment,
// as sync.Map's Range says of itself. They run only while no other call does,
// unless Snapshot names them.
//
// # What is not controlled
//
// Methods whose results differ in equal sequential runs, such as random numbers
// and times, are refused: leave them out with Without. What pointers point to is
// not compared. Calls that must meet, such as the two sides of an unbuffered
// channel, have no sequential order and are reported although they are right.
// With an ordinary toolchain there are only random delays between the calls: data
// races are found, other findings rarely. A fatal error of the runtime ends the
// process of the test.
//
// Test and the options are stable; the drawn programs, the texts of reports and
// the numbers of schedules may change with each release.
package linearizable
