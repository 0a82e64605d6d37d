package test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// An acceptance is the list of accepted findings and what of it was met.
type acceptance struct {
	file string
	list *finding.AcceptList
	ran  map[string]bool // "package.Test" of all tests that were seen: whether it ran
	pkgs map[string]bool // whose tests are known
}

// readAccepted reads the accept file: the one named, which must be there, or
// the one in the module's root, which need not.
func readAccepted(named, goMod string) (*acceptance, error) {
	a := &acceptance{file: named, ran: map[string]bool{}, pkgs: map[string]bool{}}
	if named == "" {
		if goMod == "" || goMod == os.DevNull {
			return a, nil
		}
		a.file = filepath.Join(filepath.Dir(goMod), finding.AcceptFile)
	}
	f, err := os.Open(a.file)
	if err != nil {
		if named == "" && errors.Is(err, fs.ErrNotExist) {
			return a, nil
		}
		return nil, fmt.Errorf("cannot read the accepted findings: %w", err)
	}
	defer f.Close()
	if a.list, err = finding.ReadAccepted(f); err != nil {
		return nil, fmt.Errorf("%s: %s", a.file, strings.ReplaceAll(err.Error(), "\n", "\n"+a.file+": "))
	}
	return a, nil
}

// listed notes which tests a package has.
func (a *acceptance) listed(pkg string, tests []string) {
	a.pkgs[pkg] = true
	for _, t := range tests {
		a.ran[pkg+"."+t] = false
	}
}

// mark notes that the test ran to its end, and which findings are accepted.
func (a *acceptance) mark(pkg string, x *campaign.Result) {
	a.ran[pkg+"."+x.Test] = x.Unfinished == ""
	for i := range x.Findings {
		if e, ok := a.list.Lookup(pkg, x.Test, x.Findings[i].ID); ok {
			x.Findings[i].Accepted = e.Reason
		}
	}
}

// stale says which entries this run gives reason to doubt.
func (a *acceptance) stale() []string {
	known := func(test string) bool {
		_, listed := a.ran[test]
		return listed || !a.pkgs[test[:strings.LastIndexByte(test, '.')]]
	}
	var out []string
	for _, s := range a.list.Stale(known, func(test string) bool { return a.ran[test] }) {
		out = append(out, a.file+": "+s)
	}
	return out
}
