package explore

import (
	"sync"
	"testing"
	"time"
)

// A clock moves when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Unix(1000, 0).Add(c.now)
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now += d
}

func (c *clock) budget(d time.Duration) Budget { return Budget{Time: d, Now: c.Now} }

func TestBudgetPhases(t *testing.T) {
	const s = time.Second
	for _, tt := range []struct {
		reason      string
		budget      time.Duration
		at          time.Duration
		spent, over bool
		rest        time.Duration
	}{
		{"at first", 10 * s, 0, false, false, 15 * s},
		{"before the end of the exploration", 10 * s, 10*s - 1, false, false, 5*s + 1},
		{"the extra half is for what was found", 10 * s, 10 * s, true, false, 5 * s},
		{"nothing is left", 10 * s, 15 * s, true, true, 0},
		{"nor later", 10 * s, 16 * s, true, true, -s},
		{"without limit", 0, 1000 * s, false, false, 0},
	} {
		var c clock
		b := c.budget(tt.budget).Started()
		c.pass(tt.at)
		if b.Spent() != tt.spent || b.Over() != tt.over || b.Rest() != tt.rest {
			t.Errorf("%s: spent %v, over %v, rest %v; want %v, %v, %v", tt.reason, b.Spent(), b.Over(), b.Rest(), tt.spent, tt.over, tt.rest)
		}
	}
}

func TestShares(t *testing.T) {
	var c clock
	b := c.budget(8 * time.Second).Started() // 12 s in all
	for _, tt := range []struct {
		i, n   int
		want   time.Duration
		reason string
	}{
		{0, 1, 12 * time.Second, "a single finding gets everything"},
		{0, 4, 6 * time.Second, "the first is the most important"},
		{1, 4, 4 * time.Second, "the others get equal parts"},
		{3, 4, 12 * time.Second, "the last one what is left"},
	} {
		if got := b.Share(tt.i, tt.n); got != tt.want {
			t.Errorf("number %d of %d gets %v, want %v: %s", tt.i, tt.n, got, tt.want, tt.reason)
		}
	}
	for budget, want := range map[time.Duration]time.Duration{0: 0, time.Second: 20 * time.Second, 20 * time.Second: 40 * time.Second} {
		if got := (Budget{Time: budget}).Limit(); got != want {
			t.Errorf("an execution may take %v with a budget of %v, want %v", got, budget, want)
		}
	}
}
