module example.com/oldmodule

go 1.22
