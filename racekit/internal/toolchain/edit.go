// Package toolchain makes a controlled Go toolchain from the user's own: a
// copy of links to its GOROOT with a few files edited and a few added.
package toolchain

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
)

// An Edit changes one place of one file of GOROOT.
type Edit struct {
	Name   string
	File   string // relative to GOROOT, with slashes: "src/runtime/proc.go"
	Anchor string // occurs exactly once in the file as it comes with Go
	Text   string
	Put    Put
	From   string // first Go release it is for, as "1.26"; empty is any
	Until  string // first Go release it is not for; empty is none
}

// Put says where the text of an edit goes, seen from its anchor.
type Put uint8

const (
	Before Put = iota
	After
	Instead
)

// A File is new in the controlled GOROOT.
type File struct {
	Name  string
	Path  string // relative to GOROOT, with slashes
	Text  []byte
	From  string // as in Edit
	Until string
}

// A change is everything that makes a GOROOT a controlled one.
type change struct {
	edits []Edit
	files []File
}

// A Detector is what looks for data races in what a controlled GOROOT builds
// with -race. Each has a GOROOT of its own.
type Detector = wire.Detector

const (
	TSan = wire.TSan
	Own  = wire.Own
)

// Detectors are all there are.
var Detectors = []Detector{TSan, Own}

// standard is the change that this racekit makes for a detector.
func standard(d Detector) (change, error) {
	files, err := injected(d)
	return change{edits(d), files}, err
}

// fitting returns the part of c that is for Go release r.
func (c change) fitting(r release) change {
	var fit change
	for _, e := range c.edits {
		if r.within(e.From, e.Until) {
			fit.edits = append(fit.edits, e)
		}
	}
	for _, f := range c.files {
		if r.within(f.From, f.Until) {
			fit.files = append(fit.files, f)
		}
	}
	return fit
}

// A release is a Go release such as 1.26 as one number that can be compared.
type release int

const (
	oldest  release = 1_025   // the oldest Go that can be controlled
	unknown release = 1 << 30 // taken for the newest
)

var (
	inVersion = regexp.MustCompile(`\bgo([0-9]{1,4})\.([0-9]{1,3})`)
	bare      = regexp.MustCompile(`^([0-9]{1,4})\.([0-9]{1,3})$`)
)

// releaseOf finds the release in what `go env GOVERSION` says, which may be
// "go1.27rc1", "go1.26.8 X:jsonv2" or "devel go1.28-1a2b3c ...".
func releaseOf(version string) release {
	r, ok := number(inVersion.FindStringSubmatch(version))
	if !ok {
		return unknown
	}
	return r
}

func number(m []string) (release, bool) {
	if m == nil {
		return 0, false
	}
	major, _ := strconv.Atoi(m[1])
	minor, _ := strconv.Atoi(m[2])
	return release(major*1000 + minor), true
}

// within reports whether r is in [from, until). A bound that is no release
// admits nothing.
func (r release) within(from, until string) bool {
	if from != "" {
		if f, ok := number(bare.FindStringSubmatch(from)); !ok || r < f {
			return false
		}
	}
	if until != "" {
		if u, ok := number(bare.FindStringSubmatch(until)); !ok || r >= u {
			return false
		}
	}
	return true
}

// firstLine returns the first line of an anchor that says something.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}
