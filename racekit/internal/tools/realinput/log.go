package main

import (
	"fmt"
	"regexp"
	"strings"
)

// A Log is what racekit said of some packages.
type Log struct {
	Go       string // version and system
	Command  string // without the package
	Packages []*Package
}

// A Package is how one run of racekit went.
type Package struct {
	Path    string
	Exit    string // how racekit ended, "exit status 0" if well
	Seconds int
	Said    []string // by racekit, of no test
	Tests   []*Test
}

// A Test is how a test went under all its schedules.
type Test struct {
	Name   string
	Action string // pass, fail or skip; empty if racekit ended before
	Output []string
}

// format writes the log as text. Whatever a test printed is behind a tab, so
// nothing in it is taken for a heading.
func (l *Log) format() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", l.Go, l.Command)
	block := func(lines []string) {
		for _, s := range lines {
			fmt.Fprintf(&b, "\t%s\n", s)
		}
	}
	for _, p := range l.Packages {
		fmt.Fprintf(&b, "\n# %s: %s, %d s\n", p.Path, p.Exit, p.Seconds)
		block(p.Said)
		for _, t := range p.Tests {
			fmt.Fprintf(&b, "%s: %s\n", t.Name, t.Action)
			block(t.Output)
		}
	}
	return b.String()
}

var packageLine = regexp.MustCompile(`^# (\S+): (.*), (\d+) s$`)

// parseLog reads what format wrote.
func parseLog(text string) (*Log, error) {
	l := new(Log)
	var p *Package
	var out *[]string
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		name, action, isTest := strings.Cut(line, ": ")
		m := packageLine.FindStringSubmatch(line)
		said, isOutput := strings.CutPrefix(line, "\t")
		switch {
		case i == 0:
			l.Go = line
		case i == 1:
			l.Command = line
		case line == "":
		case m != nil:
			p = &Package{Path: m[1], Exit: m[2]}
			fmt.Sscan(m[3], &p.Seconds)
			l.Packages = append(l.Packages, p)
			out = &p.Said
		case isOutput && out != nil:
			*out = append(*out, said)
		case isTest && p != nil:
			t := &Test{Name: name, Action: action}
			p.Tests = append(p.Tests, t)
			out = &t.Output
		default:
			return nil, fmt.Errorf("the log's line %d is neither a package nor a test nor output: %q; write the log anew with go run ./racekit/internal/tools/realinput", i+1, line)
		}
	}
	return l, nil
}

// replace puts the result of a package in the place of an older one.
func (l *Log) replace(p *Package) {
	for i, old := range l.Packages {
		if old.Path == p.Path {
			l.Packages[i] = p
			return
		}
	}
	l.Packages = append(l.Packages, p)
}
