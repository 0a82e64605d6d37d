package finding

import (
	"fmt"
	"math"
	"strings"
)

// A Frequency says in how many of the schedules that were explored a finding
// showed.
type Frequency struct {
	Times, Of int
	First     int     // number of the first schedule that shows it, from 1
	By        []Share // of the strategies, in order of use
	Search    Search  // beside those counts
}

// A Search is what an exhaustive search says of a finding. It counts, where the
// others estimate.
type Search struct {
	Found     bool   // it has the finding
	Times, Of int    // Of is 0 if it did not come to its end
	All       bool   // it went through all schedules
	Which     string // those that it went through: "all 70 schedules"
}

// A Share is what one strategy contributes to a Frequency.
type Share struct {
	Strategy  string // in the words of the -strategy flag
	Times, Of int
}

// Interval returns the 95 % confidence interval of the proportion of times in
// of (Wilson 1927, which also holds for few trials and near 0 and 1).
func Interval(times, of int) (low, high float64) {
	if of <= 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	n, p := float64(of), float64(times)/float64(of)
	centre := p + z*z/(2*n)
	spread := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 1 + z*z/n
	return max(0, (centre-spread)/scale), min(1, (centre+spread)/scale)
}

// String says it in one line: "shows in 37 of 1000 schedules (3.7 %; 95 %
// interval 2.7 to 5.1 %), first in 5; urw 20 of 250, pct 17 of 250".
func (f Frequency) String() string {
	s := f.Search
	exact := ""
	switch {
	case s.Of > 0 && s.Times == s.Of && s.All:
		return "shows in " + s.Which
	case s.Of > 0 && s.All:
		return fmt.Sprintf("shows in %d of %s", s.Times, s.Which)
	case s.Of > 0:
		exact = fmt.Sprintf("shows in %d of %d: %s were run", s.Times, s.Of, s.Which)
	case s.Found && f.Times == 0:
		return "an exhaustive search found it that did not come to its end: how often it shows is not known"
	}
	if f.Times == 0 {
		return exact
	}
	if exact != "" {
		exact += "; of those drawn at random it "
	}
	return exact + f.sample()
}

func (f Frequency) sample() string {
	low, high := Interval(f.Times, f.Of)
	var b strings.Builder
	fmt.Fprintf(&b, "shows in %d of %d schedules (%.1f %%; 95 %% interval %.1f to %.1f %%)", f.Times, f.Of, 100*float64(f.Times)/float64(f.Of), 100*low, 100*high)
	if f.First > 0 {
		fmt.Fprintf(&b, ", first in %d", f.First)
	}
	for i, s := range f.By {
		mark := ", "
		if i == 0 {
			mark = "; "
		}
		fmt.Fprintf(&b, "%s%s %d of %d", mark, s.Strategy, s.Times, s.Of)
	}
	return b.String()
}
