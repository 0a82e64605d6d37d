package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
)

func TestAccepted(t *testing.T) {
	a, err := readAccepted(filepath.Join("testdata", "accept.txt"), "")
	if err != nil {
		t.Fatal(err)
	}
	a.listed("example.com/a", []string{"TestA"})
	a.listed("example.com/z", []string{"TestZ"})
	x := campaign.Result{Test: "TestA", Findings: []campaign.Finding{{ID: "4f2a91c07d3be815"}, {ID: "0000000000000000"}}}
	a.mark("example.com/a", &x)
	if x.Findings[0].Accepted != "issue 12" || x.Findings[1].Accepted != "" {
		t.Errorf("accepted are %+v", x.Findings)
	}
	a.mark("example.com/z", &campaign.Result{Test: "TestZ"})
	got := strings.Join(a.stale(), "\n")
	want := filepath.Join("testdata", "accept.txt") + ": line 3: 4f2a91c07d3be815 was not found in example.com/z.TestZ in this run: if it is fixed, remove the entry\n" +
		filepath.Join("testdata", "accept.txt") + ": line 4: there is no test example.com/a.TestGone: remove the entry"
	if got != want {
		t.Errorf("stale entries are\n%s\nwant\n%s", got, want)
	}
}

// A test that did not come to its end gives no reason to doubt an entry.
func TestAcceptedUnfinished(t *testing.T) {
	a, err := readAccepted(filepath.Join("testdata", "accept.txt"), "")
	if err != nil {
		t.Fatal(err)
	}
	a.listed("example.com/z", []string{"TestZ"})
	a.mark("example.com/z", &campaign.Result{Test: "TestZ", Unfinished: "interrupted"})
	if got := a.stale(); len(got) > 0 {
		t.Errorf("stale entries are %q, want none", got)
	}
}

func TestReadAcceptedErrors(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "racekit.accept")
	if err := os.WriteFile(bad, []byte("x\ny\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ reason, named, goMod, want string }{
		{"a named file must be there", filepath.Join(dir, "none"), "", "cannot read the accepted findings"},
		{"the one in the module's root need not", "", filepath.Join(dir, "sub", "go.mod"), ""},
		{"no module", "", os.DevNull, ""},
		{"each wrong line is named with the file", "", filepath.Join(dir, "go.mod"), bad + ": line 2: "},
	}
	for _, tt := range tests {
		_, err := readAccepted(tt.named, tt.goMod)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: error is %v, want one with %q", tt.reason, err, tt.want)
		}
	}
}
