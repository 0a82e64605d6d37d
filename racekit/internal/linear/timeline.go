package linear

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// String is the call without its results, Push(1).
func (r *Record) String() string { return r.method.Name + "(" + r.arguments(&naming{}) + ")" }

func (r *Record) arguments(n *naming) string {
	parts := make([]string, len(r.args))
	for i, a := range r.args {
		if parts[i] = encode(a, 0).text(n, false, true); r.method.in[i].call {
			parts[i] = "func" + strconv.Itoa(r.op.Args[i])
		}
	}
	return strings.Join(parts, ", ")
}

// outcome is the result as a report shows it; "" is none.
func (m *Method) outcome(o observation, n *naming) string {
	if s := o.text(n, m.loose, true); s != "" {
		return " -> " + s
	}
	return ""
}

// Timeline shows the calls in the order in which they began and returned, one
// column per goroutine. Calls that nothing happened in are one line.
func (h *History) Timeline() string {
	type event struct {
		at     int64
		part   int
		call   bool
		record *Record
	}
	var events []event
	var n naming
	texts := map[*Record][2]string{}
	for part, records := range h.Records {
		for _, r := range records {
			call, ret := r.times()
			if call == 0 {
				continue
			}
			text := [2]string{r.method.Name + "(" + r.arguments(&n) + ")", ""}
			events = append(events, event{call, part, true, r})
			if ret > 0 {
				text[1] = r.method.outcome(r.results, &n)
				events = append(events, event{ret, part, false, r})
			} else {
				text[1] = " never returns"
				events = append(events, event{math.MaxInt64, part, false, r})
			}
			texts[r] = text
		}
	}
	slices.SortStableFunc(events, func(a, b event) int {
		switch {
		case a.at != b.at:
			return cmp.Compare(a.at, b.at)
		case a.call != b.call && a.call:
			return -1
		case a.call != b.call:
			return 1
		}
		return cmp.Compare(a.part, b.part)
	})
	chart := make(chart, 0, len(events))
	for i := 0; i < len(events); i++ {
		e, text := events[i], texts[events[i].record]
		client := h.client(e.part)
		switch {
		case e.call && i+1 < len(events) && events[i+1].record == e.record:
			chart = append(chart, line{client, text[0] + text[1]})
			i++
		case e.call:
			chart = append(chart, line{client, text[0] + " ..."})
		default:
			chart = append(chart, line{client, "... " + text[0] + text[1]})
		}
	}
	return chart.String()
}

// A chart has a line per event, in the column of its goroutine. What the test's
// own goroutine does, client 0, stands in lines without columns.
type chart []line

type line struct {
	client int
	text   string
}

// ordinal is the head of a column. The scheduler's names of the goroutines are
// others.
func ordinal(i int) string { return [...]string{"1st", "2nd", "3rd"}[i] }

func (c chart) String() string {
	var widths []int // of the columns
	for _, l := range c {
		for len(widths) < l.client {
			widths = append(widths, 2)
		}
		if l.client > 0 {
			widths[l.client-1] = max(widths[l.client-1], utf8.RuneCountInString(l.text))
		}
	}
	const gap = "   "
	var b strings.Builder
	headed := false
	for _, l := range c {
		if l.client > 0 && !headed {
			headed = true
			head := ""
			for i, w := range widths {
				head += fmt.Sprintf("%-*s%s", w, ordinal(i), gap)
			}
			b.WriteString(strings.TrimRight(head, " ") + "\n")
		}
		for i := range l.client - 1 {
			b.WriteString(strings.Repeat(" ", widths[i]) + gap)
		}
		b.WriteString(l.text + "\n")
	}
	return b.String()
}

// Text shows the calls of a program, one column per goroutine.
func (s *Subject) Text(p Program) string {
	var c chart
	instance := s.make()
	var n naming
	parts := p.parts()
	for i, ops := range parts {
		client := i
		if i == len(parts)-1 {
			client = 0
		}
		for _, op := range ops {
			r := s.record(op, instance)
			c = append(c, line{client, r.method.Name + "(" + r.arguments(&n) + ")"})
		}
	}
	return c.String()
}
