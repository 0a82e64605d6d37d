package engine

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"
)

func TestStatusLine(t *testing.T) {
	tests := []struct {
		reason  string
		counts  Counts
		elapsed time.Duration
		want    string
	}{
		{"at the start", Counts{}, 0, "racekit: 0s, 0 schedules (0/s), 0 distinct, 0 findings"},
		{"at first", Counts{"TestA", 1, 1, 0}, 8 * time.Second, "racekit: 8s, 1 schedule (0/s), 1 distinct, 0 findings, TestA"},
		{"at work", Counts{"TestA", 3000, 2000, 1}, 2 * time.Second, "racekit: 2s, 3000 schedules (1500/s), 2000 distinct, 1 finding, TestA"},
	}
	for _, tt := range tests {
		if got := tt.counts.line(tt.elapsed); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestStatusMode(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/log")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	tests := []struct {
		reason, ci string
		want       statusMode
	}{
		{"piped", "", StatusOff},
		{"in CI", "true", statusLine},
		{"CI says it is not", "false", StatusOff},
	}
	for _, tt := range tests {
		getenv := func(name string) string { return map[string]string{"CI": tt.ci}[name] }
		if got := statusModeFor(file, getenv); got != tt.want {
			t.Errorf("%s: mode %d, want %d", tt.reason, got, tt.want)
		}
	}
}

// On a terminal the line is taken away before a result is printed.
func TestStatusClear(t *testing.T) {
	var b bytes.Buffer
	s := NewStatus(&b, statusInPlace, time.Hour)
	s.Clear()
	if b.Len() > 0 {
		t.Errorf("cleared a line that was not there: %q", b.String())
	}
	s.show()
	s.Clear()
	s.Stop()
	if got := b.String(); !strings.HasPrefix(got, "\rracekit: ") || !strings.HasSuffix(got, "\x1b[K\r\x1b[K") {
		t.Errorf("got %q", got)
	}
}
