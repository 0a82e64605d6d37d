package explore

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// strategies are what users may name, the default first.
var strategies = []struct {
	name    string
	configs []sched.Config
}{
	{"mix", Mix()},
	{"walk", []sched.Config{{Kind: sched.RandomWalk}}},
	{"pct", []sched.Config{{Kind: sched.PCT}}},
	{"pos", []sched.Config{{Kind: sched.POS}}},
	{"urw", []sched.Config{{Kind: sched.URW}}},
	{"surw", []sched.Config{{Kind: sched.SURW}}},
	{"delay", []sched.Config{{Kind: sched.Delay}}},
	{"fifo", []sched.Config{{Kind: sched.FIFO}}},
	{"lifo", []sched.Config{{Kind: sched.LIFO}}},
}

// Strategy returns what a name stands for, for Config.Strategies.
func Strategy(name string) ([]sched.Config, error) {
	for _, s := range strategies {
		if s.name == name {
			return s.configs, nil
		}
	}
	return nil, fmt.Errorf("the strategies are %s", strings.Join(StrategyNames(), ", "))
}

// StrategyNames returns the names that Strategy knows, the default first.
func StrategyNames() []string {
	var names []string
	for _, s := range strategies {
		names = append(names, s.name)
	}
	return names
}
