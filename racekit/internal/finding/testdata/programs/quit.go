package main

import (
	"os"
	"syscall"
	"time"
)

func spin() {
	for time.Now().Unix() > 0 {
	}
}

func main() {
	go func() {
		time.Sleep(100 * time.Millisecond)
		syscall.Kill(os.Getpid(), syscall.SIGQUIT)
	}()
	spin()
}
