package testing

// What an execution knows of its test and subtests. It is written without the
// detector's knowledge: whatever orders the writers would hide races from it.

// An rkTest is the test of an execution, or a subtest.
type rkTest struct {
	c    *common
	task uint32
	next *rkTest
}

// rkStarts learns of a test or subtest, also which T is the test's own. A
// function around the test could do so as well, but tests see who called them
// (log/slog's TestRecordSource).
//
//go:norace
func rkStarts(t *T) {
	x := rkRunning
	if x == nil || t.parent == nil || rkInside() == 0 {
		return
	}
	if t.parent == &x.root.common {
		x.top = t
	}
	if t.name == t.parent.name {
		return // of a bubble in the same test
	}
	_, task := rkWhere()
	n := &rkTest{c: &t.common, task: task}
	if x.first == nil {
		x.first = n
	} else {
		x.last.next = n
	}
	x.last = n
}

// rkFails is told that c was marked as failed, before its parents are.
//
//go:norace
func rkFails(c *common) {
	if x := rkRunning; x != nil && x.fault == nil && rkInside() != 0 {
		x.fault = c
	}
}

// rkDescribeTests says how far the tests of the execution came.
//
//go:norace
func rkDescribeTests(raw *rkw_RawOutcome) {
	x := rkRunning
	if x == nil {
		return
	}
	for n := x.first; n != nil; n = n.next {
		r := rkw_TestRecord{Name: n.c.name, Task: n.task}
		for _, bit := range [...]struct {
			on  bool
			bit uint8
		}{{n.c.failed, rkw_TestFailed}, {n.c.skipped, rkw_TestSkipped}, {n.c.done, rkw_TestDone}} {
			if bit.on {
				r.Result |= bit.bit
			}
		}
		raw.Tests = append(raw.Tests, r)
		if x.fault != nil && x.fault.name == n.c.name {
			raw.FailedTest = uint32(len(raw.Tests))
		}
	}
}
