package toolchain

import (
	"os"
	"testing"
)

// How long the first use of a Go version takes, and every later one.
func BenchmarkPrepare(b *testing.B) {
	base, err := Locate(b.Context(), ".")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			cache := b.TempDir()
			b.StartTimer()
			if _, err := prepare(b.Context(), base, cache, change{}); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			os.RemoveAll(cache)
			b.StartTimer()
		}
	})
	b.Run("later", func(b *testing.B) {
		cache := b.TempDir()
		if _, err := prepare(b.Context(), base, cache, change{}); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := prepare(b.Context(), base, cache, change{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
