package campaign

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/shrink"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// A telling is the time in which n findings are made simpler and explained, and
// for how many of them it was too short.
type telling struct {
	budget   explore.Budget
	option   string // that is the budget's
	at, n    int    // the finding that is being told
	unsure   int    // not replayed
	unshrunk int    // as they were found
	partly   int    // not as simple as they may be
	plain    int    // without the stack of each step
}

// over reports whether the time is used up.
func (t *telling) over() bool { return t.budget.Over() }

// bound says how long to look for a simpler schedule of this finding.
func (t *telling) bound() shrink.Config {
	if t.budget.Time == 0 {
		return shrink.Config{}
	}
	return shrink.Config{Time: max(1, t.budget.Share(t.at, t.n)), Now: t.budget.Now}
}

// note says what was cut; "" is nothing.
func (t *telling) note() string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{t.unsure, "not replayed"}, {t.unshrunk, "not shrunk"}, {t.partly, "not shrunk to the end"}, {t.plain, "without the stack of each step"}} {
		if p.n > 0 && t.n > 1 {
			p.what = fmt.Sprintf("%d %s", p.n, p.what)
		}
		if p.n > 0 {
			parts = append(parts, p.what)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	of := ""
	if t.n > 1 {
		of = fmt.Sprintf("of %s, ", text.Count(t.n, "finding"))
	}
	return fmt.Sprintf("%s%s: the budget of %v was used up (%s)", of, strings.Join(parts, ", "), t.budget.Time, t.option)
}
