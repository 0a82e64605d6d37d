package harness

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/record"
)

func TestRecordsOf(t *testing.T) {
	root := t.TempDir()
	r := &record.Record{Go: "go1.26.8", Test: "TestA", Package: "example.com/a", Kind: finding.Leak, Identity: "4f2a91c07d3be815",
		Strategy: "walk", Model: "preemptive"}
	if _, _, err := record.Save(root, r, false); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(root, "TestB", "0000000000000000")
	if err := os.MkdirAll(filepath.Dir(broken), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(broken, []byte("nothing"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ reason, test, want string }{
		{"its kind and the command", "TestA", "goroutine leak: racekit replay "},
		{"one that cannot be read is named too", "TestB", "it cannot be read: racekit replay "},
		{"no records, no words", "TestC", ""},
	} {
		got := recordsOf(root, tt.test)
		if !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: %q", tt.reason, got)
		}
	}
}
