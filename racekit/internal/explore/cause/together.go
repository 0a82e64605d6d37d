package cause

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Together makes one finding of those that only differ because executions wait
// for the system: what the standard library does meanwhile is different every
// time, and so are the places in it. Of findings of one kind with the same places
// in the program's own code, which is what does not lie below goroot, one stays: the
// first, or one that replays. That the schedule does not repeat itself is then said
// of it, and no finding beside it.
func Together(all []*explore.Found, goroot string) []*explore.Found {
	kept, more := map[string]*explore.Found{}, map[*explore.Found]int{}
	for _, f := range all {
		if name := place(f, goroot); f.Verdict == explore.Replayable && kept[name] == nil {
			kept[name] = f
		}
	}
	other := slices.ContainsFunc(all, func(f *explore.Found) bool { return f.Kind != finding.Nondeterminism })
	var out []*explore.Found
	var unsteady *explore.Found
	for _, f := range all {
		name := place(f, goroot)
		switch {
		case !f.External():
			out = append(out, f)
		case f.Kind == finding.Nondeterminism && other:
			unsteady = f
		case kept[name] != nil:
			more[kept[name]]++
		default:
			kept[name] = f
			out = append(out, f)
		}
	}
	for i, f := range out {
		with := *f
		if f.External() {
			with.Frequency.By = nil // which strategies show it is chance
		} else if i == 0 && unsteady != nil {
			with.Beside = append(with.Beside, "other schedules of the test are "+unsteady.Outside())
		}
		if n := more[f]; n > 0 {
			with.Beside = append(with.Beside, text.Count(n, "more finding")+" of this kind at the same place in the code, in other schedules")
		}
		out[i] = &with
	}
	return out
}

// place names a finding by its kind and its places in the program's own code.
func place(f *explore.Found, goroot string) string {
	own := func(s trace.Frame) bool { return ownCode(s, goroot) }
	var names []string
	add := func(stack []trace.Frame) {
		if i := slices.IndexFunc(stack, own); i >= 0 {
			names = append(names, finding.SiteName(stack[i]))
		}
	}
	if f.Race != nil {
		add(f.Race.Accesses[0].Stack)
		add(f.Race.Accesses[1].Stack)
	} else {
		for _, s := range f.Sites {
			add([]trace.Frame{s})
		}
	}
	slices.Sort(names)
	return string(f.Kind) + "\n" + strings.Join(slices.Compact(names), "\n")
}

// ownCode reports whether a frame is of the program, and not of what lies below
// goroot.
func ownCode(s trace.Frame, goroot string) bool {
	return s.File != "" && (goroot == "" || !strings.HasPrefix(s.File, goroot)) || s.File == "" && strings.Contains(trace.Package(s.Func), ".")
}
