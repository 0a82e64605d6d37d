package racekit

import (
	"fmt"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

// A Strategy says how schedules are chosen, and is an Option:
//
//	racekit.Test(t, body, racekit.PCT)
//
// It has no effect with an ordinary toolchain.
type Strategy uint8

const (
	Mix          Strategy = iota // several of the others take turns; the default
	RandomWalk                   // all enabled goroutines are equally likely
	PCT                          // priorities that change at few steps (Burckhardt et al., ASPLOS 2010)
	POS                          // random priorities, drawn anew where operations race (Yuan et al., CAV 2018)
	URW                          // all schedules are about equally likely (Zhao et al., ASPLOS 2025)
	SURW                         // the same for the operations on one object (Zhao et al., ASPLOS 2025)
	DelayBounded                 // FIFO with few delays (Emmi et al., POPL 2011)
	FIFO                         // a goroutine runs until it blocks, then the one that waits longest
	LIFO                         // a goroutine runs until it blocks, then the one that was enabled last
)

var kinds = [...]sched.Kind{Mix: sched.Mixed, RandomWalk: sched.RandomWalk, PCT: sched.PCT, POS: sched.POS, URW: sched.URW,
	SURW: sched.SURW, DelayBounded: sched.Delay, FIFO: sched.FIFO, LIFO: sched.LIFO}

// String returns the name that the flag -racekit.strategy has for s.
func (s Strategy) String() string {
	if int(s) < len(kinds) {
		return kinds[s].String()
	}
	return fmt.Sprintf("Strategy(%d)", uint8(s))
}

// Apply implements TestOption.
func (s Strategy) Apply(v *settings.Values) (err error) {
	if v.Strategies, err = explore.Strategy(s.String()); err != nil {
		return fmt.Errorf("racekit.%v: there is no such strategy; use one of the constants, such as racekit.PCT", s)
	}
	return nil
}

func (s Strategy) compare(c *comparison) error { return s.Apply(&c.settings) }
func (s Strategy) fuzz()                       {}
