// Package asyncvsthreads measures what the comparison of async/await and threads
// is about: how long several waits take together, what a task that waits costs,
// and what processors change.
package asyncvsthreads
