package explore

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Strategy returns what a name stands for, for Config.Strategies.
func Strategy(name string) ([]sched.Config, error) {
	if k, ok := sched.KindOf(name); ok {
		return []sched.Config{{Kind: k}}, nil
	}
	return nil, fmt.Errorf("the strategies are %s", strings.Join(StrategyNames(), ", "))
}

// StrategyNames returns the names that Strategy knows, the default first.
func StrategyNames() []string {
	var names []string
	for _, k := range sched.Kinds() {
		names = append(names, k.String())
	}
	return names
}
