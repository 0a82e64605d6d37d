// Package cause makes one finding of those with one cause.
package cause

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Told is a finding that a recorded schedule has shown.
type Told struct {
	Finding finding.Finding
	Trace   *trace.Trace
	Steps   int
}

// ByCause makes one finding of those with one cause: of races of the same code,
// of a race and those that its execution shows after it, of deadlocks that differ
// in who else waits. One stays, the first that replays, with a line that names the
// others. None stays beside one that was told: it is returned by the place of that in
// told.
func ByCause(told []Told, all []*explore.Found, goroot string) (kept []*explore.Found, beside map[int][]Other) {
	g := &causes{parent: map[string]string{}}
	names := make([]string, 0, len(told)+len(all))
	foreign := func(f trace.Frame) bool { return !ownCode(f, goroot) }
	for _, t := range told {
		names = append(names, g.enter(finding.Identity(t.Finding), finding.Causes(t.Finding, t.Trace, t.Steps, foreign)))
	}
	for _, f := range all {
		of := finding.Causes(f.Finding, f.Outcome.Trace, f.Outcome.Steps, foreign)
		if first := firstRace(&f.Outcome); f.Race != nil && first != "" {
			of = append(of, first)
		}
		names = append(names, g.enter(f.Identity, of))
	}
	groups := map[string][]*explore.Found{}
	for i, f := range all {
		root := g.root(names[len(told)+i])
		groups[root] = append(groups[root], f)
	}
	beside = map[int][]Other{}
	for i := range told {
		root := g.root(names[i])
		beside[i] = others(groups[root])
		delete(groups, root)
	}
	for i, f := range all {
		root := g.root(names[len(told)+i])
		if len(groups[root]) == 0 || groups[root][0] != f {
			continue
		}
		kept = append(kept, speaker(groups[root]))
	}
	return kept, beside
}

// speaker returns the finding that stands for a cause.
func speaker(group []*explore.Found) *explore.Found {
	if len(group) == 1 {
		return group[0]
	}
	at := max(0, slices.IndexFunc(group, func(f *explore.Found) bool { return f.Verdict == explore.Replayable }))
	with := *group[at]
	with.Beside = append(slices.Clip(with.Beside), Say(others(slices.Delete(slices.Clone(group), at, at+1))))
	return &with
}

// maxOthers bounds how many findings a line names.
const maxOthers = 3

// An Other is a finding that is told with another, of the same cause.
type Other struct {
	Identity string
	Kind     finding.Kind
	Where    string // its places in a few words
}

func other(f finding.Finding, identity string) Other {
	return Other{Identity: identity, Kind: f.Kind, Where: where(f)}
}

func others(group []*explore.Found) (out []Other) {
	for _, f := range group {
		out = append(out, other(f.Finding, f.Identity))
	}
	return out
}

// Say names the findings that are told with another.
func Say(rest []Other) string {
	if len(rest) == 0 {
		return ""
	}
	var names []string
	for _, o := range rest[:min(len(rest), maxOthers)] {
		names = append(names, o.Where)
	}
	are, they, why := "are", "they are", "of the same code or of its execution"
	if len(rest) == 1 {
		are, they = "is", "it is"
	}
	if rest[0].Kind != finding.DataRace {
		why = "made at the same places"
	}
	line := fmt.Sprintf("%s %s told with this one: %s %s (%s", text.Count(len(rest), "more "+string(rest[0].Kind)), are, they, why, strings.Join(names, "; "))
	if left := len(rest) - len(names); left > 0 {
		line += fmt.Sprintf("; and %d more", left)
	}
	return line + ")"
}

// OfOne splits what one execution shows into what is told, and the races that are
// told with the one of them that is: that with an identity, else the first.
func OfOne(all []finding.Finding, identity string) (told []finding.Finding, rest []Other) {
	at := -1
	for i, f := range all {
		if f.Race != nil && (at < 0 || finding.Identity(f) == identity) {
			at = i
		}
	}
	for i, f := range all {
		if f.Race == nil || i == at {
			told = append(told, f)
		} else {
			rest = append(rest, other(f, finding.Identity(f)))
		}
	}
	return told, rest
}

// where names the places of a finding in a few words.
func where(f finding.Finding) string {
	var places []string
	for _, s := range f.Sites {
		if s.File == "" {
			continue
		}
		if p := fmt.Sprintf("%s:%d", trace.Base(s.File), s.Line); !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	if len(places) == 0 {
		return f.Message
	}
	return strings.Join(places, " and ")
}

// firstRace names the race that an execution showed first.
func firstRace(o *execution.Outcome) string {
	for _, f := range explore.FromOutcome(*o) {
		if f.Race != nil {
			return finding.Identity(f)
		}
	}
	return ""
}

// causes are sets of names, joined as findings have several of them.
type causes struct{ parent map[string]string }

// enter joins the names of a finding, and returns one of them.
func (c *causes) enter(identity string, names []string) string {
	for _, n := range names {
		c.parent[c.root(n)] = c.root(identity)
	}
	return identity
}

func (c *causes) root(name string) string {
	for c.parent[name] != "" && c.parent[name] != name {
		name = c.parent[name]
	}
	return name
}
