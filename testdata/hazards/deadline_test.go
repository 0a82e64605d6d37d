package hazards

import (
	"errors"
	"net"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// An operation that waits for a pipe or a connection gives up at its deadline,
// by the clock that set it.
func TestDeadlineOfPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	for _, wait := range []time.Duration{time.Millisecond, 20 * time.Millisecond, 0} {
		begin := time.Now()
		if wait == 0 { // one that is over
			wait = -time.Second
		}
		r.SetReadDeadline(begin.Add(wait))
		_, err := r.Read(make([]byte, 1))
		if took := time.Since(begin); !errors.Is(err, os.ErrDeadlineExceeded) || took < wait {
			t.Errorf("a deadline in %v: %v after %v", wait, err, took)
		}
	}
	r.SetReadDeadline(time.Time{})
	w.Write([]byte("x"))
	if n, err := r.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Errorf("without a deadline: %d bytes, %v", n, err)
	}
}

func TestDeadlineOfConn(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	begin := time.Now()
	c.SetDeadline(begin.Add(30 * time.Millisecond))
	_, err = c.Read(make([]byte, 1))
	if took := time.Since(begin); !errors.Is(err, os.ErrDeadlineExceeded) || took < 30*time.Millisecond {
		t.Errorf("%v after %v", err, took)
	}
	// Nobody waits for this one: it holds up no clock.
	c.SetDeadline(time.Now().Add(time.Hour))
	begin = time.Now()
	time.Sleep(time.Second)
	if took := time.Since(begin); took < time.Second || took > time.Minute {
		t.Errorf("a second took %v", took)
	}
}

// A signal that a process sends to itself comes before a timer that is far
// away.
func TestOwnSignal(t *testing.T) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	defer signal.Stop(c)
	for range 3 {
		if err := syscall.Kill(os.Getpid(), syscall.SIGUSR1); err != nil {
			t.Fatal(err)
		}
		select {
		case <-time.After(time.Second):
			t.Fatal("no signal in a second")
		case <-c:
		}
	}
	select { // and none does not hold up time
	case <-time.After(time.Hour):
	case <-c:
		t.Error("a signal that nobody sent")
	}
}
