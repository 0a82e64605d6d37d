package library

import (
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

func body(c func() counter) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, _ scenario.Workload) { counts(t, c()) }
}

// What is declared here is wrong.
var wrong = scenario.Scenario{
	ID: "wrong", Title: "Wrong declarations", Class: "none", Level: 1, Property: "the value is 2",
	Variants: []scenario.Variant{
		{Name: "not right", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "storeCounter", Why: "It is thought to be right.",
			Body: body(func() counter { return new(storeCounter) })},
		{Name: "not broken", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "atomicCounter", Why: "It is thought to race.",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant}, Body: body(func() counter { return new(atomicCounter) })},
		{Name: "too hard", Kind: scenario.Bug, Sync: scenario.None, Code: "storeCounter", Why: "It is thought to need two preemptions.",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 2}, Body: body(func() counter { return new(storeCounter) })},
	},
}

func TestScenario(t *testing.T) { scenario.Test(t, &wrong) }

func TestScenarioIncomplete(t *testing.T) { scenario.Test(t, &scenario.Scenario{ID: "empty"}) }
