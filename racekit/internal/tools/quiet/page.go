package main

import (
	"fmt"
	"slices"
	"strings"
)

// write makes the page.
func write(release string, guards []Guard) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# What packages without points keep for programs

Written by `+"`go run ./racekit/internal/tools/quiet`"+` from the source of %s. In these packages there are no scheduling points
(`+"`racekit/internal/toolchain/_inject/runtime/racekit_quiet.go:rkNoPoint`"+`). What goroutines may share in them is guarded by package sync or
sync/atomic; of what is not, the race detector reports who shares it. Each guard that an exported function comes to has a row. What is
done about it says `+"`racekit/internal/tools/quiet/treatments.go:treatments`"+`; a guard without a treatment fails a test.

`, release)
	for _, t := range []treatment{step, fact, call, cache, tests} {
		fmt.Fprintf(&b, "- **%s**: %s.\n", t, meanings[t])
	}
	b.WriteString("\n| package | guard | type | by | |\n|---|---|---|---|---|\n")
	for _, g := range guards {
		by := g.By
		if len(by) > 4 {
			by = append(slices.Clone(by[:3]), fmt.Sprintf("%d more", len(by)-3))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", g.Package, g.Name, g.Type, strings.Join(by, ", "), treat(g))
	}
	return b.String()
}

// wrong says what is not as the page promises.
func wrong(l lists, guards []Guard) []string {
	var out []string
	for _, g := range guards {
		switch t := treat(g); {
		case t == "":
			out = append(out, fmt.Sprintf("%s.%s (%s), to which %s comes, has no treatment", g.Package, g.Name, g.Type, g.By[0]))
		case t == fact && !l.shares(g):
			out = append(out, fmt.Sprintf("%s.%s is to be a fact, and rkSharing has not %q", g.Package, g.Name, g.Package+"."))
		}
	}
	for key := range treatments {
		if !slices.ContainsFunc(guards, func(g Guard) bool { return strings.HasPrefix(g.Package+" "+g.Name, key) }) {
			out = append(out, fmt.Sprintf("the treatment of %q is for nothing", key))
		}
	}
	slices.Sort(out)
	return out
}
