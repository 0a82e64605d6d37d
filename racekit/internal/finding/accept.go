package finding

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/text"
)

// AcceptFile is where accepted findings are listed, in the module's root.
const AcceptFile = "racekit.accept"

// An Accepted is a known finding that does not fail a run.
type Accepted struct {
	Identity string
	Test     string // "example.com/bank.TestTransfer"
	Reason   string
	Line     int

	met bool
}

// An AcceptList holds the accepted findings of a module. The zero value
// accepts nothing.
type AcceptList struct{ entries []Accepted }

// ReadAccepted reads a list: per line an identity, a test with its import path,
// and a reason; empty lines and lines that start with # do not count. The
// error names every wrong line.
func ReadAccepted(r io.Reader) (*AcceptList, error) {
	var list AcceptList
	var errs []error
	sc := bufio.NewScanner(r)
	n := 0
	for sc.Scan() {
		n++
		text := strings.TrimSpace(sc.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if err := list.add(text, n); err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", n, err))
		}
	}
	if err := sc.Err(); err != nil {
		errs = append(errs, fmt.Errorf("line %d: %w", n+1, err))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return &list, nil
}

// most characters of foreign text are in a message.
const most = 60

func (l *AcceptList) add(entry string, line int) error {
	identity, rest := cutField(entry)
	test, reason := cutField(rest)
	i := strings.LastIndexByte(test, '.')
	switch {
	case !ValidIdentity(identity):
		return fmt.Errorf("%q is not an identity: %d digits of 0-9 and a-f, the name of the finding's record", text.Clip(identity, most), IdentityLen)
	case test == "":
		return errors.New("the test is missing: write the identity, package.Test and a reason")
	case i <= 0 || i < strings.LastIndexByte(test, '/') || !strings.HasPrefix(test[i+1:], "Test"):
		return fmt.Errorf("%q is not package.Test, like example.com/bank.TestTransfer", text.Clip(test, most))
	case reason == "":
		return fmt.Errorf("a reason is missing: say after %s why the finding is accepted", test)
	}
	for _, e := range l.entries {
		if e.Identity == identity && e.Test == test {
			return fmt.Errorf("%s of %s is accepted already, on line %d", identity, test, e.Line)
		}
	}
	l.entries = append(l.entries, Accepted{Identity: identity, Test: test, Reason: reason, Line: line})
	return nil
}

func cutField(s string) (field, rest string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

// Lookup returns the entry that accepts a finding and notes that it was met.
func (l *AcceptList) Lookup(pkg, test, identity string) (Accepted, bool) {
	if l == nil {
		return Accepted{}, false
	}
	name := pkg + "." + test
	i := slices.IndexFunc(l.entries, func(e Accepted) bool { return e.Identity == identity && e.Test == name })
	if i < 0 {
		return Accepted{}, false
	}
	l.entries[i].met = true
	return l.entries[i], true
}

// Stale says which entries a run gives reason to doubt. Both functions are
// asked for "package.Test": known, whether the test exists (true if it was not
// looked for), and ran, whether it was explored.
func (l *AcceptList) Stale(known, ran func(test string) bool) []string {
	if l == nil {
		return nil
	}
	var out []string
	for _, e := range l.entries {
		switch {
		case e.met:
		case !known(e.Test):
			out = append(out, fmt.Sprintf("line %d: there is no test %s: remove the entry", e.Line, e.Test))
		case ran(e.Test):
			out = append(out, fmt.Sprintf("line %d: %s was not found in %s in this run: if it is fixed, remove the entry", e.Line, e.Identity, e.Test))
		}
	}
	return out
}
