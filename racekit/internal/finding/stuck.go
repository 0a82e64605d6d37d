package finding

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// stuck adds a finding about the goroutines in one of the states. Where they
// stood when the execution was given up is chance, what they run is not.
func (c *classifier) stuck(kind Kind, message string, states ...trace.State) {
	f := Finding{Kind: kind, Message: message}
	var detail []string
	for i := range c.Trace.Tasks {
		t := &c.Trace.Tasks[i]
		if !slices.Contains(states, t.State) || c.Trace.Hidden(t.ID) {
			continue
		}
		f.Sites = append(f.Sites, trace.Frame{Func: c.runs(t)})
		if len(detail) < maxWaits {
			detail = append(detail, c.Trace.Describe(t.ID)+" "+t.State.String())
			if text := stackText(belowRuntime(t.Stack), shownFrames); text != "" {
				detail = append(detail, text)
			}
		}
	}
	f.Detail = strings.Join(detail, "\n")
	c.add(f)
}

// runs names what a goroutine runs: the test, its function, or the one that
// started it.
func (c *classifier) runs(t *trace.Task) string {
	switch {
	case t.ID == c.Trace.Main() && t.ID != 1 || t.Start == "":
		return c.Test
	case trace.Machinery(t.Start) && t.CreatedAt.Func != "":
		return t.CreatedAt.Func
	}
	return t.Start
}

func (c *classifier) diverged() {
	f := Finding{Kind: Nondeterminism, Message: orElse(c.Message, fmt.Sprintf("the program left the recorded schedule at step %d", c.DivergedAt))}
	if i := c.DivergedAt - 1; i >= 0 && i < len(c.Trace.Events) {
		if site, ok := c.Trace.At(i); ok {
			f.Sites = []trace.Frame{site}
			f.Detail = fmt.Sprintf("at step %d: %s%s", c.DivergedAt, c.Trace.Events[i].Op, at(site))
		}
	}
	c.add(f)
}

// leaks adds one finding for each place where leaked goroutines wait and were
// started, however many there are.
func (c *classifier) leaks() {
	if len(c.Leaked) == 0 {
		return
	}
	type group struct {
		first  *trace.Task
		number int
		ids    []uint32
		sites  []trace.Frame
		where  trace.Frame
	}
	var groups []*group
	byName := map[string]*group{}
	for _, id := range c.Leaked {
		t := c.Trace.Task(id)
		if t == nil {
			t = &trace.Task{ID: id}
		}
		g := &group{first: t}
		if f, ok := trace.User(t.Stack); ok {
			g.where = f
			g.sites = append(g.sites, f)
		}
		if t.CreatedAt.Func != "" {
			g.sites = append(g.sites, t.CreatedAt)
		}
		name := Identity(Finding{Kind: Leak, Sites: g.sites})
		if byName[name] == nil {
			byName[name] = g
			groups = append(groups, g)
		}
		byName[name].number++
		byName[name].ids = append(byName[name].ids, id)
	}
	d := Explain(c.Trace, c.Steps)
	for _, g := range groups {
		t := g.first
		who, waits := c.Trace.Name(t.ID), orElse(t.Wait, "blocked")
		w := d.wait(t.ID)
		if w != nil {
			waits = orElse(w.For, waits)
		}
		if g.number > 1 {
			who = fmt.Sprintf("%d goroutines", g.number)
		}
		f := Finding{Kind: Leak, Sites: g.sites, Tasks: g.ids}
		f.Message = fmt.Sprintf("%s can never run again: %s%s", who, waits, atBase(g.where))
		var b strings.Builder
		fmt.Fprintf(&b, "%s\n", c.Trace.Describe(t.ID))
		if w != nil {
			d.write(&b, w)
		}
		b.WriteString(stackText(belowRuntime(t.Stack), shownFrames))
		f.Detail = strings.TrimSuffix(b.String(), "\n")
		c.add(f)
	}
}
