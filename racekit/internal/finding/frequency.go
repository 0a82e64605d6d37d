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
	First     int     // number of the first of these schedules that shows it, from 1
	By        []Share // of the strategies, in order of use
	Search    Search  // beside those counts
	Missed    bool    // some schedule that was explored does not show it
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

// Interval returns the 95% confidence interval of the proportion of times in
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

// String says it in one line: "happens in 37 of 1000 sampled schedules (3.7%;
// 95% interval 2.7 to 5.1%), first in sample 5".
func (f Frequency) String() string {
	s, every := f.Search, f.Times == f.Of && f.Times > 0 && !f.Missed
	switch {
	case s.Of > 0 && s.Times == s.Of && s.All:
		return "happens in " + s.Which + once
	case s.Of > 0 && s.All:
		return fmt.Sprintf("happens in %d of %s%s", s.Times, s.Which, once)
	case s.Of > 0 && f.Times == 0:
		return fmt.Sprintf("happens in %d of %d (%s)", s.Times, s.Of, s.Which)
	case s.Of > 0 && s.Times == s.Of && every:
		return fmt.Sprintf("happens in every schedule tried: %d (%s) and %d sampled", s.Of, s.Which, f.Of)
	case s.Of > 0:
		return fmt.Sprintf("happens in %d of %d (%s) and in %s", s.Times, s.Of, s.Which, f.sample())
	case s.Found && f.Times == 0:
		return "how often it happens is not known: the exhaustive search that found it did not finish"
	case f.Times == 0:
		return ""
	case every && f.Of == 1 && !s.Found:
		return "happens in the only schedule tried"
	case every:
		return fmt.Sprintf("happens in every schedule tried: %d sampled", f.Of)
	}
	return "happens in " + f.sample()
}

const once = " (schedules that differ only in the order of independent steps count once)"

func (f Frequency) sample() string {
	low, high := Interval(f.Times, f.Of)
	text := fmt.Sprintf("%d of %d sampled schedules (%.1f%%; 95%% interval %.1f to %.1f%%)", f.Times, f.Of, 100*float64(f.Times)/float64(f.Of), 100*low, 100*high)
	if f.First > 0 {
		text += fmt.Sprintf(", first in sample %d", f.First)
	}
	return text
}

// Strategies says what each strategy contributes: "urw 20 of 250, pct 17 of 250".
func (f Frequency) Strategies() string {
	var all []string
	for _, s := range f.By {
		all = append(all, fmt.Sprintf("%s %d of %d", s.Strategy, s.Times, s.Of))
	}
	return strings.Join(all, ", ")
}
