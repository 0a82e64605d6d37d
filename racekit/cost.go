package racekit

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/measure"
)

// operations are those of the right variants, each on one that is made anew.
func (c *comparison) operations() map[string]func() func() {
	ops := map[string]func() func(){}
	for _, r := range c.rows {
		if r.op != nil && !r.race && !r.broken {
			ops[r.name] = r.op
		}
	}
	return ops
}

// costWords are the columns of a table.
func costWords(c measure.Cost) string {
	if c == (measure.Cost{}) {
		return strings.Repeat("\t", len(c))
	}
	var b strings.Builder
	for _, ns := range c {
		fmt.Fprintf(&b, "\t%.0f", ns)
	}
	return b.String()
}
