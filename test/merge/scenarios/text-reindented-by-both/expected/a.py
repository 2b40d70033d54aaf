def f():
<<<<<<< yours
    a = 1
||||||| base
  a = 1
=======
	a = 1
>>>>>>> new
<<<<<<< yours
    b = 2
||||||| base
  b = 2
=======
	b = 2
>>>>>>> new
<<<<<<< yours
    c = 3
||||||| base
  c = 3
=======
	c = 3
>>>>>>> new
