package execution

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
)

// A debugger's process warms up where a worker's does.
func TestStandaloneWarmsUp(t *testing.T) {
	for _, tt := range []struct {
		reason string
		spec   Spec
		want   int // requests
	}{
		{"after the warm-up", Spec{Test: "TestX", Index: 5}, 3},
		{"the default schedule is the warm-up", Spec{Test: "TestX"}, 2},
		{"the test cannot run twice in a process", Spec{Test: "TestX", Index: 5, Isolated: true}, 2},
	} {
		file := filepath.Join(t.TempDir(), "schedule")
		if _, err := (Command{Path: "x.test"}).Standalone(tt.spec, file); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for len(text) > 0 {
			_, n, ok := wire.ParseHeader(text)
			if !ok {
				t.Fatalf("%s: the requests are %q", tt.reason, text)
			}
			text = text[wire.HeaderSize+n:]
			got++
		}
		if got != tt.want {
			t.Errorf("%s: %d requests, want %d with the last, to quit", tt.reason, got, tt.want)
		}
	}
}
