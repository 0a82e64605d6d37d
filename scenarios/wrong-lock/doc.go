// Package wronglock is about data that is always accessed under a lock, but not
// under the same one.
//
// The writer locks its mutex and the reader another; or a method with a value
// receiver locks a copy of the mutex, which nobody else has.
//
// WRONG: several locks for one instance. One lock for all instances is safe, and
// those who use different instances wait for each other.
//
// RIGHT: one mutex for each instance, beside the data, and methods with pointer
// receivers.
//
// Class: data race by the identity of the lock. go vet's copylocks finds copied
// locks only.
//
// # Anchors
//
//   - Uber, "A Study of Real-World Data Races in Golang", PLDI 2022, listings 7 and 8
//   - 100 Go Mistakes, #74
package wronglock
