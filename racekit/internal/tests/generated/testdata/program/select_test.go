package program

import (
	"time"

	"github.com/racekit/toolkit/racekit/internal/tests/generated"
)

// choose runs a select statement. The compiler has functions of their own for
// one case and default, so there are such statements here; a case that a
// program does not have is of a nil channel in the others.
func (g *goroutine) choose(cases []generated.Stmt) bool {
	var recv [2]*generated.Stmt
	var send, done, after, tick, other *generated.Stmt
	var in [2]chan int
	var out chan int
	var x int
	var ended <-chan struct{}
	var timeout, ticks <-chan time.Time
	n := 0
	for i := range cases {
		c := &cases[i]
		switch c.Op {
		case generated.CaseRecv:
			recv[n], in[n] = c, g.chans[c.B]
			n++
		case generated.CaseSend:
			send, out, x = c, g.chans[c.A], c.B
		case generated.CaseDone:
			done, ended = c, g.ctxs[c.A].Done()
		case generated.CaseAfter:
			after, timeout = c, time.After(time.Duration(c.A))
		case generated.CaseTick:
			tick, ticks = c, g.tickers[c.A].C
		case generated.Default:
			other = c
		}
	}
	took := other
	switch {
	case other != nil && len(cases) == 2 && n == 1:
		select {
		case y := <-in[0]:
			took, g.r[recv[0].A] = recv[0], y
		default:
		}
	case other != nil && len(cases) == 2 && send != nil:
		select {
		case out <- x:
			took = send
		default:
		}
	case other != nil:
		select {
		case y := <-in[0]:
			took, g.r[recv[0].A] = recv[0], y
		case y := <-in[1]:
			took, g.r[recv[1].A] = recv[1], y
		case out <- x:
			took = send
		case <-ended:
			took = done
		case <-ticks:
			took = tick
		default:
		}
	case len(cases) == 2 && n == 1 && after != nil:
		select {
		case y := <-in[0]:
			took, g.r[recv[0].A] = recv[0], y
		case <-timeout:
			took = after
		}
	case len(cases) == 2 && n == 1 && done != nil:
		select {
		case y := <-in[0]:
			took, g.r[recv[0].A] = recv[0], y
		case <-ended:
			took = done
		}
	case len(cases) == 2 && n == 1 && tick != nil:
		select {
		case y := <-in[0]:
			took, g.r[recv[0].A] = recv[0], y
		case <-ticks:
			took = tick
		}
	default:
		select {
		case y := <-in[0]:
			took, g.r[recv[0].A] = recv[0], y
		case y := <-in[1]:
			took, g.r[recv[1].A] = recv[1], y
		case out <- x:
			took = send
		case <-ended:
			took = done
		case <-timeout:
			took = after
		case <-ticks:
			took = tick
		}
	}
	return g.run(took.Body)
}
