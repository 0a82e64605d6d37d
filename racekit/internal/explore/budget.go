package explore

import "time"

// A Budget is the real time that one test may take. What it cuts off differs
// from machine to machine; nothing else may depend on it.
type Budget struct {
	Time  time.Duration    // for new executions; half as much again is for what they found. 0 is without limit
	Begin time.Time        // zero is when the exploration begins
	Now   func() time.Time // nil is time.Now
}

// leastLimit is the least that Limit gives an execution.
const leastLimit = 20 * time.Second

// Started returns b, which begins now unless it has begun.
func (b Budget) Started() Budget {
	if b.Begin.IsZero() {
		b.Begin = b.now()
	}
	return b
}

func (b Budget) now() time.Time {
	if b.Now != nil {
		return b.Now()
	}
	return time.Now()
}

// Spent reports whether there is no time for new executions.
func (b Budget) Spent() bool { return b.Time > 0 && !b.now().Before(b.Begin.Add(b.Time)) }

// Over reports whether there is no time for anything.
func (b Budget) Over() bool { return b.Time > 0 && b.Rest() <= 0 }

// Rest returns how long it is until Over. Without a limit it is 0.
func (b Budget) Rest() time.Duration {
	if b.Time == 0 {
		return 0
	}
	return b.Begin.Add(b.Time + b.Time/2).Sub(b.now())
}

// Share returns the part of Rest that is for number i, from 0, of n findings: half
// of it for the first, which counts most, and equal parts for the others.
func (b Budget) Share(i, n int) time.Duration {
	if i == 0 && n > 1 {
		return b.Rest() / 2
	}
	return b.Rest() / time.Duration(max(1, n-i))
}

// Limit returns how long one execution may take; 0 is without limit.
func (b Budget) Limit() time.Duration {
	if b.Time == 0 {
		return 0
	}
	return max(2*b.Time, leastLimit)
}
