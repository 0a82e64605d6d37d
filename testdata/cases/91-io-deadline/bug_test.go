package bug

import (
	"bufio"
	"errors"
	"net"
	"os"
	"testing"
	"time"
)

// a read gives up at its deadline, not before, by the clock of the program
func TestOKPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	begin := time.Now()
	r.SetReadDeadline(begin.Add(time.Millisecond))
	_, err = r.Read(make([]byte, 1))
	if took := time.Since(begin); !errors.Is(err, os.ErrDeadlineExceeded) || took < time.Millisecond {
		t.Errorf("%v after %v", err, took)
	}
}

func pair(t *testing.T) (a, b net.Conn) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if a, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if b, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	return a, b
}

func TestOKConn(t *testing.T) {
	a, _ := pair(t)
	begin := time.Now()
	a.SetReadDeadline(begin.Add(30 * time.Millisecond))
	_, err := a.Read(make([]byte, 1))
	if took := time.Since(begin); !errors.Is(err, os.ErrDeadlineExceeded) || took < 30*time.Millisecond {
		t.Errorf("%v after %v", err, took)
	}
}

// a line protocol with idle timeouts that are far away
func TestOKIdle(t *testing.T) {
	a, b := pair(t)
	go func() {
		in := bufio.NewReader(b)
		for {
			b.SetDeadline(time.Now().Add(time.Minute))
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			if _, err := b.Write([]byte(line)); err != nil {
				return
			}
		}
	}()
	in := bufio.NewReader(a)
	for range 3 {
		a.SetDeadline(time.Now().Add(time.Minute))
		if _, err := a.Write([]byte("hello\n")); err != nil {
			t.Fatal(err)
		}
		if line, err := in.ReadString('\n'); line != "hello\n" {
			t.Fatalf("%q, %v", line, err)
		}
	}
	a.Close()
}

// the reader waits for a writer that waits for the reader
func TestBugNoDeadline(t *testing.T) {
	a, b := pair(t)
	ready := make(chan bool)
	go func() {
		<-ready
		b.Write([]byte("x"))
	}()
	a.SetReadDeadline(time.Now().Add(time.Second))
	if _, err := a.Read(make([]byte, 1)); err != nil {
		t.Fatal(err) // the writer was never told
	}
	close(ready)
}
