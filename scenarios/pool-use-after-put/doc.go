// Package pooluseafterput returns a slice of a pooled buffer and gives the
// buffer back.
//
// The next Get may hand the same buffer to another goroutine, which writes its
// own request where the first one's answer still is.
//
// WRONG: to reset the buffer after Get. It hides what was left in it, and both
// still use the same bytes.
//
// RIGHT: to copy the bytes before Put.
//
// Class: data race by aliasing.
//
// # Anchors
//
//   - mozilla-services/go-syncstorage#148, thanos-io/thanos#4792,
//     go-kratos/kratos#3072
//   - golang/go#17306: the race detector and sync.Pool
package pooluseafterput
