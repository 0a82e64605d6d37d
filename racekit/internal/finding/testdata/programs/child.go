package main

import "time"

func send(c chan int) { c <- 1 }

func main() {
	c := make(chan int)
	close(c)
	go send(c)
	time.Sleep(time.Second)
}
