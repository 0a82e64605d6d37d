package bug

import (
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"
)

// writes until the other side goes away
func TestOKFlood(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var wg sync.WaitGroup
	wg.Go(func() { io.Copy(io.Discard, b) })
	wg.Go(func() {
		for {
			a.SetWriteDeadline(time.Now().Add(time.Hour))
			if _, err := a.Write([]byte("x")); err != nil {
				return
			}
		}
	})
	time.Sleep(10 * time.Millisecond)
	a.Close()
	b.Close()
	wg.Wait()
}

// reads a file again and again until it has changed
func TestOKFilePoll(t *testing.T) {
	name := t.TempDir() + "/x"
	os.WriteFile(name, []byte("a"), 0o600)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			if text, _ := os.ReadFile(name); string(text) == "b" {
				return
			}
		}
	})
	wg.Go(func() { os.WriteFile(name+"2", []byte("b"), 0o600); os.Rename(name+"2", name) })
	wg.Wait()
}
