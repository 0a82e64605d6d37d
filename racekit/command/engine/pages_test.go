package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestPages(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("there.html", 0o777); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		reason string
		pages  Pages
		want   string // notes of the first, then of the second finding
		files  string
	}{
		{"nothing asked for", Pages{}, "", ""},
		{"a file has room for one", Pages{html: "a/x.html"}, "a/x.html|not written to a/x.html, which has another finding: name a folder", "a/x.html"},
		{"a folder that is to be made", Pages{perfetto: "b"}, "b/TestX-1.json|b/TestX-2.json", "b/TestX-1.json b/TestX-2.json"},
		{"a folder that is there", Pages{html: "there.html"}, "there.html/TestX-1.html|there.html/TestX-2.html", "there.html/TestX-1.html there.html/TestX-2.html"},
		{"a file where a folder is needed", Pages{html: "a/x.html/y"}, "cannot write|cannot write", ""},
		{"artifacts", Pages{artifacts: true, OutputDir: "o"}, "o/_artifacts/example.com/x/TestX/TestX-1.html; o/_artifacts/example.com/x/TestX/TestX-1.json|o", "o/_artifacts/example.com/x/TestX/TestX-1.json"},
	} {
		var notes []string
		for _, id := range []string{"1", "2"} {
			f := campaign.Finding{ID: id, Test: "TestX", Finding: finding.Finding{Kind: finding.Panic}, Trace: &trace.Trace{}}
			tt.pages.Write(report.Terminal{}, "example.com/x", &f)
			notes = append(notes, strings.Join(append(f.Pages, f.Notes...), "; "))
		}
		for i, want := range strings.Split(tt.want, "|") {
			if got := filepath.ToSlash(notes[i]); !strings.HasPrefix(got, want) || want == "" && got != "" {
				t.Errorf("%s: finding %d: %q, want %q", tt.reason, i+1, got, want)
			}
		}
		for _, file := range strings.Fields(tt.files) {
			if info, err := os.Stat(file); err != nil || info.Size() == 0 {
				t.Errorf("%s: %v", tt.reason, err)
			}
		}
	}
}
