package toolchain

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// An EditState is one edit or injected file and how it fits a GOROOT.
type EditState struct {
	Name   string
	File   string // relative to GOROOT
	Anchor string // first line of the anchor; empty for an injected file
	State  State
}

func (s EditState) String() string {
	line := fmt.Sprintf("%s: %s: %s", s.File, s.Name, s.State)
	if s.State.Status != OK && s.Anchor != "" {
		line += ": " + s.Anchor
	}
	return line
}

// Check makes all edits for a detector in memory and returns the state of each.
// The error is the one that Prepare would return.
func Check(base Base, d Detector) ([]EditState, error) {
	c, err := standard(d)
	if err != nil {
		return nil, err
	}
	p, err := c.plan(base)
	return p.states, err
}

// A MismatchError says which edits do not fit a Go version.
type MismatchError struct {
	Version string
	Failed  []EditState
	Edits   int // how many there are
}

func (e *MismatchError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "racekit cannot control %s: %d of %d edits do not fit its source:\n", e.Version, len(e.Failed), e.Edits)
	for _, s := range e.Failed {
		fmt.Fprintf(&b, "\t%s\n", s)
	}
	b.WriteString(stillWorks)
	return b.String()
}

const stillWorks = "what still works is the native engine: plain `go test -race` with the racekit library, on any Go"

// A plan is the text of each file that the controlled GOROOT has of its own.
type plan struct {
	states []EditState
	texts  map[string][]byte // by path relative to GOROOT, with slashes
}

// plan applies c to a GOROOT. If something does not fit, the plan has the
// states only.
func (c change) plan(base Base) (plan, error) {
	r := releaseOf(base.Version)
	if r < oldest {
		return plan{}, fmt.Errorf("racekit cannot control %s: Go 1.25 or newer is needed; set `toolchain` in go.mod or GOTOOLCHAIN to one; %s", base.Version, stillWorks)
	}
	c = c.fitting(r)
	p := plan{texts: map[string][]byte{}}

	var files []string // in order of first mention
	byFile := map[string][]Edit{}
	for _, e := range c.edits {
		if byFile[e.File] == nil {
			files = append(files, e.File)
		}
		byFile[e.File] = append(byFile[e.File], e)
	}
	for _, file := range files {
		edits := byFile[file]
		original, err := os.ReadFile(base.file(file))
		missing := errors.Is(err, fs.ErrNotExist)
		if err != nil && !missing {
			return plan{}, fmt.Errorf("cannot read the Go source that racekit edits: %w", err)
		}
		text, states := Apply(original, edits)
		for i, e := range edits {
			if missing {
				states[i] = State{Status: NoFile}
			}
			p.states = append(p.states, EditState{e.Name, file, firstLine(e.Anchor), states[i]})
		}
		p.texts[file] = text
	}
	for _, f := range c.files {
		s := EditState{Name: f.Name, File: f.Path}
		_, err := os.Lstat(base.file(f.Path))
		if _, twice := p.texts[f.Path]; twice || err == nil {
			s.State.Status = FileExists
		}
		p.states = append(p.states, s)
		p.texts[f.Path] = f.Text
	}

	var failed []EditState
	for _, s := range p.states {
		if s.State.Status != OK {
			failed = append(failed, s)
		}
	}
	if failed != nil {
		return plan{states: p.states}, &MismatchError{base.Version, failed, len(p.states)}
	}
	return p, nil
}

func (b Base) file(rel string) string { return filepath.Join(b.GOROOT, filepath.FromSlash(rel)) }
