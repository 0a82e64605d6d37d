// Package fake runs executions of small programs in memory, under the real
// scheduler, so that what stands on execution.Executor is tested without
// building anything.
package fake

import (
	"fmt"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A Program is what its first goroutine does.
type Program []Op

// An Op is one operation of a goroutine. It is a scheduling point unless it is
// a plain Read or Write at a site that is not contended.
type Op struct {
	op     sched.Op
	object string
	// enabled says whether the operation can go on; nil is always.
	enabled func(m *machine, t *task) bool
	do      func(m *machine, t *task)
	pc      uint32 // position in the program, from 1
	body    []Op   // of a Go, an If or a While
	n       int    // of an If or a While
	again   bool   // it is a While
}

// number gives every operation its own code offset.
func number(ops []Op, pc *uint32) []Op {
	out := make([]Op, len(ops))
	for i, o := range ops {
		*pc++
		o.pc = *pc
		o.body = number(o.body, pc)
		out[i] = o
	}
	return out
}

// Go starts a goroutine.
func Go(body ...Op) Op {
	return Op{op: sched.OpGo, body: body}
}

// Join waits until all goroutines that this one started have ended.
func Join() Op {
	return Op{op: sched.OpWGWait, object: "group", enabled: func(m *machine, t *task) bool {
		for _, o := range m.tasks {
			if o.parent == t.id && !o.ended {
				return false
			}
		}
		return true
	}}
}

// Done is WaitGroup.Done; Wait counts the calls.
func Done(wg string) Op {
	return Op{op: sched.OpWGDone, object: wg, do: func(m *machine, _ *task) { *m.at(wg)-- }}
}

// Wait is WaitGroup.Wait, where n was added before.
func Wait(wg string, n int) Op {
	return Op{op: sched.OpWGWait, object: wg, enabled: func(m *machine, _ *task) bool { return *m.at(wg) <= -n }}
}

// Add is an atomic update.
func Add(v string, n int) Op {
	return Op{op: sched.OpAtomicRMW, object: v, do: func(m *machine, t *task) { *m.at(v) += n; t.reg = *m.at(v) }}
}

// TryLock acquires a mutex if it is free, and sets the register to 1 or 0.
func TryLock(mu string) Op {
	return Op{op: sched.OpTryLock, object: mu, do: func(m *machine, t *task) {
		if t.reg = 0; *m.at(mu) == 0 {
			*m.at(mu), t.reg = int(t.id), 1
		}
	}}
}

// Yield is runtime.Gosched.
func Yield() Op { return Op{op: sched.OpYield} }

// Lock acquires a mutex.
func Lock(mu string) Op {
	return Op{op: sched.OpLock, object: mu,
		enabled: func(m *machine, _ *task) bool { return *m.at(mu) == 0 },
		do:      func(m *machine, t *task) { *m.at(mu) = int(t.id) }}
}

// Unlock releases a mutex.
func Unlock(mu string) Op {
	return Op{op: sched.OpUnlock, object: mu, do: func(m *machine, t *task) {
		if *m.at(mu) == 0 {
			m.crash("fatal error: sync: unlock of unlocked mutex")
			return
		}
		*m.at(mu) = 0
	}}
}

// Send sends on a channel with room for size values.
func Send(ch string, size int) Op {
	return Op{op: sched.OpSend, object: ch,
		enabled: func(m *machine, _ *task) bool { return *m.at(ch) < size },
		do:      func(m *machine, _ *task) { *m.at(ch)++ }}
}

// Recv receives from a channel.
func Recv(ch string) Op {
	return Op{op: sched.OpRecv, object: ch,
		enabled: func(m *machine, _ *task) bool { return *m.at(ch) > 0 },
		do:      func(m *machine, _ *task) { *m.at(ch)-- }}
}

// Load reads an atomic variable into the goroutine's register.
func Load(v string) Op {
	return Op{op: sched.OpAtomicLoad, object: v, do: func(m *machine, t *task) { t.reg = *m.at(v) }}
}

// Store writes the register plus n to an atomic variable.
func Store(v string, n int) Op {
	return Op{op: sched.OpAtomicStore, object: v, do: func(m *machine, t *task) { *m.at(v) = t.reg + n }}
}

// Read is Load for a plain variable.
func Read(v string) Op {
	o := Load(v)
	o.op = sched.OpRead
	return o
}

// Write is Store for a plain variable.
func Write(v string, n int) Op {
	o := Store(v, n)
	o.op = sched.OpWrite
	return o
}

// Set sets the register.
func Set(n int) Op {
	return Op{op: sched.OpPoint, do: func(_ *machine, t *task) { t.reg = n }}
}

// Want fails the test if the variable has another value.
func Want(v string, n int) Op {
	return Op{op: sched.OpAtomicLoad, object: v, do: func(m *machine, t *task) {
		if got := *m.at(v); got != n {
			m.fail(t, "%s = %d, want %d", v, got, n)
		}
	}}
}

// If runs its body if the register is n. It is no scheduling point.
func If(n int, body ...Op) Op {
	return Op{n: n, body: body}
}

// While runs its body as long as the register is n when it comes to its begin. It
// is no scheduling point.
func While(n int, body ...Op) Op {
	return Op{n: n, body: body, again: true}
}

// Panic ends the execution.
func Panic(text string) Op {
	return Op{op: sched.OpPoint, do: func(m *machine, t *task) { m.panic(t, text) }}
}

// Exit ends the process.
func Exit() Op {
	return Op{op: sched.OpPoint, do: func(m *machine, _ *task) { m.crash("exit status 1") }}
}

// Skip is t.Skip.
func Skip() Op {
	return Op{op: sched.OpPoint, do: func(m *machine, _ *task) { m.skipped = true }}
}

// Draw sets the register to a random number below n, from the seed.
func Draw(n uint32) Op {
	return Op{op: sched.OpPoint, do: func(m *machine, t *task) {
		m.out.Uses |= execution.UsesRandom
		t.reg = int(m.sched.Data.N(n))
	}}
}

// Noise sets the register to a number that no schedule controls.
func Noise(next func() int) Op {
	return Op{op: sched.OpPoint, do: func(_ *machine, t *task) { t.reg = next() }}
}

// Crowded sets the register to 1 if executions in other processes can be in the
// way of this one, at a port or a file.
func Crowded() Op {
	return Op{op: sched.OpPoint, do: func(m *machine, t *task) {
		m.out.Uses |= execution.UsesSystem
		if t.reg = 1; m.process.calm {
			t.reg = 0
		}
	}}
}

// Stall goes on until it is cut off by Spec.Limit; without one it does nothing.
func Stall() Op {
	return Op{op: sched.OpPoint, do: func(m *machine, _ *task) {
		if m.spec.Limit > 0 {
			m.over, m.process.dead = true, true
			m.out.Status, m.out.Message = execution.Cut, fmt.Sprintf("it did not end within %v", m.spec.Limit)
		}
	}}
}

// Waited notes that a goroutine waited for the system.
func Waited() Op {
	return Op{op: sched.OpPoint, do: func(m *machine, _ *task) { m.out.External = true }}
}

// Log prints a line.
func Log(text string) Op {
	return Op{op: sched.OpPoint, do: func(m *machine, _ *task) { m.output.WriteString(text + "\n") }}
}
