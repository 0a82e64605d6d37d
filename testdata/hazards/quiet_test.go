package hazards

import (
	"sync"
	"testing"
)

// TestRunAfterUnlock waits in package testing, where there are no points, after
// an operation that has long been performed.
func TestRunAfterUnlock(t *testing.T) {
	var mu sync.Mutex
	mu.Lock()
	mu.Unlock()
	t.Run("sub", func(t *testing.T) {
		go func() {}()
	})
}
