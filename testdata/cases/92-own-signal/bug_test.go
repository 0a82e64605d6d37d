package bug

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// a signal that a process sends to itself is there within a second
func TestOKNotify(t *testing.T) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	defer signal.Stop(c)
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	select {
	case <-time.After(time.Second):
		t.Error("no signal in a second")
	case <-c:
	}
}

// a server that is asked to stop
func TestOKNotifyContext(t *testing.T) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	stopped := make(chan bool)
	go func() {
		defer close(stopped)
		tick := time.NewTicker(time.Minute)
		defer tick.Stop()
		for range 100 {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
		t.Error("100 minutes without the signal")
	}()
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	<-stopped
}

// the channel has no room, so the signal is lost
func TestBugNoRoom(t *testing.T) {
	c := make(chan os.Signal)
	signal.Notify(c, syscall.SIGUSR1)
	defer signal.Stop(c)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	time.Sleep(time.Second)
	select {
	case <-c:
	case <-time.After(time.Second):
		t.Error("the signal was lost")
	}
}
